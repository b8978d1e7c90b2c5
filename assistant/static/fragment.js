// Hands on what a bank sent behind the "#", which no server sees.
if (location.hash.length > 1) {
  location.replace(`${location.pathname}?${location.hash.slice(1)}`);
}
