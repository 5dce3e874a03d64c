"""The edge to GitHub: auth and clients, reading, writing, and every limit of the platform by name."""
