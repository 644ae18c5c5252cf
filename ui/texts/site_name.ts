/**
 * What stands for the name of the site on the pages of any table: the page's server, which knows the model,
 * writes its name there.
 */
export const SITE_NAME = "%SITE_NAME%";
