"""The desk in a browser: pages made on the server, usable without JavaScript, all from this machine."""
