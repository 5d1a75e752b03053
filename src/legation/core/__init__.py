"""Values and rules of telegrams and dialogues: no files, sockets, clock or logging."""
