"""Places a whole class by ranked wishes: pure values in, an explained result out. `sentences` alone knows Django."""
