"""Writers: a plain graph becomes text, one module for each flavor."""
