/** As Node does: packages that have ES modules only are taken as such where they can't be had otherwise. */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (/^[./]/.test(request)) throw error;
    return options.defaultResolver(request, {
      ...options,
      conditions: [...options.conditions, 'module-sync', 'import'],
    });
  }
};
