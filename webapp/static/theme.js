// Before the first paint: the theme the visitor chose on this device, if they chose one.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be closed to pages; the system's theme is used then.
}
