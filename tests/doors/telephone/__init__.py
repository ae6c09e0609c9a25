"""The telephone: a page on which one plays the citizen at every door. For trying only; it stands for no vendor."""
