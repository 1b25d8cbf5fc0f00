/** As Node does: packages that have ES modules only are taken as such where they can't be had otherwise. */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    // The SDK's modules name each other as they will be called once they are compiled.
    if (/^[.].*[.]js$/.test(request)) return options.defaultResolver(request.replace(/[.]js$/, '.ts'), options);
    if (/^[./]/.test(request)) throw error;
    return options.defaultResolver(request, {
      ...options,
      conditions: [...options.conditions, 'module-sync', 'import'],
    });
  }
};
