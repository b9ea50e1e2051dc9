/** One of the demo's tenants. */
export const tenant = 'acme'
