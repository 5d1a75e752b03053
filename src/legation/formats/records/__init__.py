"""Records of archives and of the release: heads, frames, field blocks."""
