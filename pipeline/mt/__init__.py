"""Machine translation: language packages, the engine, inline marks, the cache."""
