"""The main job: who may take part in a retirement plan, and what became of teen employment in 500 counties."""
