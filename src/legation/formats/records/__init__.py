"""Records of archives and of the release: heads, frames, pages."""
