"""The heading: format lines 1 to 10 and the classification line, as copies of each service and time have them."""
