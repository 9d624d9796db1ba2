/* Paper is white: a page read in dark mode is printed in the light one. */
"use strict";

const theme = document.documentElement.dataset;
let onScreen = "";
window.addEventListener("beforeprint", () => {
  onScreen = theme.theme;
  theme.theme = "light";
});
window.addEventListener("afterprint", () => {
  theme.theme = onScreen;
});
