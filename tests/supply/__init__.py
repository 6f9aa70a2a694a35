"""Where the product comes from: what it is locked to, what is known against that, how it is built."""
