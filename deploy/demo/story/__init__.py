"""The bank's main job in two minutes, told on a running stack: `python -m deploy.demo.story`."""
