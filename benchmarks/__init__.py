"""What the whole service does on this machine, and how far that is from what the database alone can do."""
