// Before the first paint: that there are scripts, and the theme the visitor chose on this device.
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be closed to pages; the system's theme is used then.
}
