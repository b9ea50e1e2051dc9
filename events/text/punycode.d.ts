declare module 'punycode.js' {
  const punycode: {
    /** Decodes a label without its `xn--`. @throws RangeError */
    decode(text: string): string
  }
  export default punycode
}
