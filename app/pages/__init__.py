"""Web pages and small endpoints for people and machines that watch the server."""
