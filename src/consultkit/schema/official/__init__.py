"""Official codes and their names, as published; each file names its source and its date."""
