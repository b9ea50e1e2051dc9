// Before the first paint, so that a chosen theme never flashes the other one. A file of its own: the page allows no inline script.
try {
  const { theme } = JSON.parse(localStorage.getItem('rollcall.preferences') ?? '{}')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is closed or holds something else: the system's theme applies.
}
