"""Plots of a dialogue, of traffic and of who writes to whom, as SVG: one room for each, and one for drawing."""

from legation.services.plots.commitments import commitments_plot
from legation.services.plots.drawing import Lanes, Plot
from legation.services.plots.exchanges import exchanges_plot
from legation.services.plots.network import by_citing, network_plot
from legation.services.plots.timeline import timeline_plot
from legation.services.plots.traffic import traffic_plot

__all__ = [
    "Lanes",
    "Plot",
    "by_citing",
    "commitments_plot",
    "exchanges_plot",
    "network_plot",
    "timeline_plot",
    "traffic_plot",
]
