"""The archive as a whole: what arrives, its versions and markings, what goes out, and whether it is sound."""
