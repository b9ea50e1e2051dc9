import { partOf, projectedView } from '../fold/projectedView.ts'
import { operationList } from './operationList.ts'
import { operationResults } from './operationResults.ts'

/** Operations, and what became of each session of theirs. */
export const operationListView = projectedView(
  {
    name: 'operation_list',
    types: ['OperationStarted', 'OperationSessionEnded', 'OperationFinished', 'EffectMeasured'],
    opens: ['OperationStarted'],
  },
  partOf(operationList),
  partOf(operationResults),
)
