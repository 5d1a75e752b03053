"""The heading: format lines 1 to 10, as copies of each service and time have them."""
