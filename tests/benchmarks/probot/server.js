// Probot as it comes, with a handler that does nothing: the signature is verified, the event is acknowledged.
import { createServer } from "node:http";
import { createNodeMiddleware, createProbot } from "probot";

const probot = createProbot({
  overrides: {
    appId: Number(process.env.GALLEY_APP_ID),
    privateKey: process.env.GALLEY_PRIVATE_KEY,
    secret: process.env.GALLEY_WEBHOOK_SECRET,
    logLevel: "error",
  },
});
const middleware = await createNodeMiddleware((app) => app.on("pull_request", async () => {}), {
  probot,
  webhooksPath: "/webhook",
});
const server = createServer((request, response) => middleware(request, response));
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
