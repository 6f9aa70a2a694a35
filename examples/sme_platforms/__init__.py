"""Small firms and online marketplaces: the campaign of autumn 2018, as a ministry would own it."""
