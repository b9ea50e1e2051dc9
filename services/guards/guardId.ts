/** One guard of one key. Names of guards hold no space. */
export const guardId = ({ keyId, name }: { keyId: string; name: string }): string => `${keyId} ${name}`
