/** Path of a Chromium, or undefined. `CHROMIUM` overrides the search. */
export declare const findChromium: () => string | undefined
/** Finds Chromium; as root on Debian installs it. Exits with what to do where neither works. */
export declare const requireChromium: () => string
