type Environment = Readonly<Record<string, string | undefined>>
/** A sentence for each setting that is missing beside one that is set, itself or by a file; it begins with the name. */
export declare const missingSettings: (environment: Environment) => string[]
/** The same of what processes that share the roles need. */
export declare const missingForServe: (environment: Environment) => string[]
