import ts from 'typescript'

const isIdentifier = /^[A-Za-z_$][\w$]*$/
const keyOf = (name: string): string => (isIdentifier.test(name) ? name : JSON.stringify(name))

/** Writes types as TypeScript, every name in them replaced by what it stands for. */
const writer = (checker: ts.TypeChecker) => {
  const property = (symbol: ts.Symbol): string => {
    const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0
    const type = checker.getTypeOfSymbol(symbol)
    return `${keyOf(symbol.name)}${isOptional ? '?' : ''}: ${write(type)}`
  }
  const object = (type: ts.Type): string => {
    const indexes = checker
      .getIndexInfosOfType(type)
      .map(({ keyType, type: value }) => `[key: ${write(keyType)}]: ${write(value)}`)
    return `{ ${[...indexes, ...checker.getPropertiesOfType(type).map(property)].join('; ')} }`
  }
  const list = (type: ts.TypeReference): string => {
    const [item] = checker.getTypeArguments(type)
    const written = write(item!)
    return /[|{ ]/.test(written) ? `(${written})[]` : `${written}[]`
  }
  const write = (type: ts.Type): string => {
    if ((type.flags & ts.TypeFlags.Boolean) !== 0) return 'boolean'
    if (type.isUnion()) return [...new Set(type.types.map(write))].join(' | ').replace('false | true', 'boolean')
    if (checker.isArrayType(type)) return list(type as ts.TypeReference)
    const isPlainObject = (type.flags & ts.TypeFlags.Object) !== 0 && type.getCallSignatures().length === 0
    return isPlainObject || type.isIntersection() ? object(type) : checker.typeToString(type)
  }
  return write
}

/** Answers what an exported type of a source file stands for, as TypeScript that names nothing. `path` is its end. */
export const spelledOut = (program: ts.Program): ((path: string, name: string) => string) => {
  const checker = program.getTypeChecker()
  const write = writer(checker)
  return (path, name) => {
    const file = program.getSourceFiles().find(({ fileName }) => fileName.endsWith(path))
    const module = file === undefined ? undefined : checker.getSymbolAtLocation(file)
    const symbol = module && checker.getExportsOfModule(module).find((candidate) => candidate.name === name)
    if (symbol === undefined) throw new Error(`${path} exports no type ${name}`)
    return write(checker.getDeclaredTypeOfSymbol(symbol))
  }
}
