"""How each rule of drafting and marking is looked for. The rules are rows of ``tables/data/drafting.toml``."""
