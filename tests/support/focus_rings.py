"""How well the ring around whatever has the keyboard stands out against what is around it; opens no page."""

from __future__ import annotations

LEAST = 3.0
"""WCAG 2.2, 1.4.11: the contrast of what shows where the keyboard is."""
THINNEST = 2  # CSS pixels
RING = """
found => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([red, green, blue]) => [red, green, blue]
    .map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
  const below = element => {
    for (let each = element; each; each = each.parentElement) {
      const painted = channels(getComputedStyle(each).backgroundColor);
      if (painted.length < 4 || painted[3] === 1) return painted;
    }
    return [255, 255, 255];
  };
  const style = getComputedStyle(found);
  const wide = style.outlineStyle === 'solid' ? parseFloat(style.outlineWidth) : 0;
  const inside = parseFloat(style.outlineOffset) < 0;
  const both = [light(channels(style.outlineColor)), light(below(inside ? found : found.parentElement))];
  return {wide, contrast: (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)};
}
"""
"""A script's function of an element: how wide its ring is, and the contrast with the paper that the ring lies on."""
