"""GitHub's GraphQL, as much as the bot asks: the schema in ``*.graphql`` beside, resolvers in the modules."""
