// Something kept in this tab through reloads; where storage is switched off, nothing is.
export function keptInTab(name) {
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const clear = () => quietly(() => sessionStorage.removeItem(name));
  return {
    get: () => quietly(() => JSON.parse(sessionStorage.getItem(name))),
    put: (value) => quietly(() => sessionStorage.setItem(name, JSON.stringify(value))),
    clear,
    end: clear,
  };
}
