import type { z } from 'zod'
import { type importReportShape, mostReportedLines } from '#events/wire/imports.ts'
import type { Counts, LineReport } from './importReport.ts'

type Report = z.infer<typeof importReportShape>

export const messagesOf = (report: LineReport): readonly string[] =>
  report.kind === 'refused' ? [report.message] : report.warnings

const lineOf = (report: LineReport): Report['lines'][number] => ({
  line: report.line,
  outcome: report.kind,
  code: report.kind === 'refused' ? report.code : null,
  messages: [...messagesOf(report)],
})

/** Gathers the lines that a caller is told of. */
export const gatheredReport = () => {
  const lines: Report['lines'] = []
  return {
    onLine(report: LineReport): void {
      if (lines.length < mostReportedLines) lines.push(lineOf(report))
    },
    of: (counts: Counts, dryRun: boolean): Report => ({ dryRun, ...counts, lines }),
  }
}
