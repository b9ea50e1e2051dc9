/** Authentication context classes: what the claim `acr` says of a proof, and `acr_values` asks for (RFC 9470). */
export const singleFactor = 'urn:rollcall:acr:single-factor'
export const multiFactor = 'urn:rollcall:acr:multi-factor'
