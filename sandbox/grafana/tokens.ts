/** Of a service account that may create, read and write annotations. */
export const grafanaToken = 'glsa_5a8d6bX1qZkW0cVt3nQyRj7uEwPmLhGs_1f0c9a2b';
