"""How refreshes go: for the operator, for Prometheus, for whoever waits for one."""
