const titles: Record<string, string> = {
  desktop: 'Computer',
  mobile: 'Phone',
  tablet: 'Tablet',
  terminal: 'Terminal',
  tv: 'TV',
  other: 'Other',
}

export const deviceTitle = (type: string): string => titles[type] ?? type
