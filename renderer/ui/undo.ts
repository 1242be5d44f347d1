import { messageOf } from '../client/errors.js'
import { callOperation, type InputOf, type OperationPath, useConnection } from '../client/operations.js'
import { say } from './say.js'

/**
 * Says what was just done, and offers for ten seconds the operation that takes it back. That the screen which did it is left
 * meanwhile does not matter; what the node refuses is said where it was offered.
 */
export function useUndo<P extends OperationPath>(
  path: P,
  undone: string,
): (message: string, input: InputOf<P>) => void {
  const connection = useConnection()
  return (message, input) =>
    say({
      tone: 'done',
      message,
      undo: () =>
        void callOperation(connection, path, input).then(
          () => say({ tone: 'done', message: undone }),
          (error: unknown) => say({ tone: 'danger', message: messageOf(error) }),
        ),
    })
}
