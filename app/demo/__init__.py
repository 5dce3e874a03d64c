"""The whole bot on one machine: a sample book in a stand-in for GitHub, and a pull request that needs a review."""
