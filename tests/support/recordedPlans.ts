import type { Connection, Pool } from '#services/postgres/pool.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: PlanNode[]
}

/** What a statement did to be answered. */
export interface RecordedPlan {
  /** Pages of tables and indexes that were looked at, each time anew. */
  pages: number
  /** Rows that were sorted. */
  sorted: number
  /** Tables that were read from end to end. */
  scanned: string[]
  indexes: string[]
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]
const passed = (node: PlanNode): number => node['Actual Rows'] * node['Actual Loops']
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

const recordedPlan = (root: PlanNode): RecordedPlan => {
  const nodes = nodesOf(root)
  const of = (type: RegExp) => nodes.filter((node) => type.test(node['Node Type']))
  return {
    pages: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    sorted: sum(of(/Sort$/).map((node) => passed(node.Plans![0]!))),
    scanned: of(/^Seq Scan$/).map((node) => node['Relation Name']!),
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
  }
}

/** A pool of whose statements over rows of views the plans are recorded, as they run for whoever uses it. */
export const recordedPlans = (pool: Pool) => {
  let plans: RecordedPlan[] = []
  const recording = (connection: Connection): Connection => ({
    ...connection,
    async query(statement, values) {
      const text = typeof statement === 'string' ? statement : statement.text
      if (/^select[\s\S]* from (?:session|user)_/.test(text)) {
        const { rows } = await connection.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
          `explain (analyze, buffers, timing off, summary off, format json) ${text}`,
          values,
        )
        plans.push(recordedPlan(rows[0]!['QUERY PLAN'][0].Plan))
      }
      return connection.query(statement, values)
    },
  })
  return {
    pool: { ...pool, connect: async () => recording(await pool.connect()) } satisfies Pool,
    take(): RecordedPlan[] {
      const taken = plans
      plans = []
      return taken
    },
  }
}
