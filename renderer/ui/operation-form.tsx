import { Button, Group, Stack } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type * as z from 'zod'
import { fieldProblemsOf } from '../client/errors.js'
import {
  type ErrorOf,
  type InputOf,
  type OperationPath,
  type OutputOf,
  useOperationCommand,
} from '../client/operations.js'
import { useDrafts } from './drafts.js'
import { ErrorState } from './error-state.js'
import { Notice } from './notice.js'
import { readInput } from './operation-input.js'

interface OperationFormChoices<P extends OperationPath, V> {
  path: P
  /** The operation's own input schema, from core. */
  schema: z.ZodType
  initial: V
  /** Makes the input out of the values, where they differ in shape. Errors are shown at the paths of its result. */
  toInput?: (values: V) => unknown
  /** Completes the checked input with what no field holds, where the schema given is a part of the operation's. */
  wrap?: (checked: unknown) => InputOf<P>
  onDone: (output: OutputOf<P>) => void
  /** Keeps what is typed under this name until it is sent. */
  draftKey?: string
}

export interface OperationForm<P extends OperationPath, V extends Record<string, unknown>> {
  form: UseFormReturnType<V>
  submit: (event?: FormEvent) => void
  isPending: boolean
  error: ErrorOf<P> | null
  /** What was typed before and not sent stands in the fields again. */
  isRestored: boolean
  startOver: () => void
  /** Forgets the answer, for instance when the person changes what was refused. */
  reset: () => void
}

/** A form whose values become an operation's input: checked here by the operation's schema, then by the node. */
export function useOperationForm<P extends OperationPath, V extends Record<string, unknown>>({
  path,
  schema,
  initial,
  toInput,
  wrap,
  onDone,
  draftKey,
}: OperationFormChoices<P, V>): OperationForm<P, V> {
  const drafts = useDrafts()
  const [isRestored, setIsRestored] = useState(() => draftKey !== undefined && drafts.read(draftKey) !== undefined)
  const form = useForm<V>({
    mode: 'controlled',
    initialValues: { ...initial, ...(draftKey === undefined ? {} : (drafts.read(draftKey) as Partial<V> | undefined)) },
    validateInputOnBlur: false,
    onValuesChange: (values) => {
      if (draftKey !== undefined) drafts.write(draftKey, values)
    },
  })
  const command = useOperationCommand(path, {
    onDone: (output) => {
      if (draftKey !== undefined) drafts.drop(draftKey)
      onDone(output)
    },
  })
  const shownError = useRef<unknown>(null)
  const { error } = command
  const { setErrors } = form
  useEffect(() => {
    if (error === shownError.current) return
    shownError.current = error
    const fields = fieldProblemsOf(error)
    if (fields.length > 0) setErrors(Object.fromEntries(fields.map(({ path: field, message }) => [field, message])))
  }, [error, setErrors])

  function submit(event?: FormEvent) {
    event?.preventDefault()
    event?.stopPropagation()
    if (command.isPending) return
    const values = form.getValues()
    const ready = readInput(schema, toInput === undefined ? values : toInput(values))
    if (!ready.isReady) {
      form.setErrors(ready.errors)
      return
    }
    form.clearErrors()
    command.mutate(wrap === undefined ? (ready.input as InputOf<P>) : wrap(ready.input))
  }
  function startOver() {
    form.setValues(initial)
    form.clearErrors()
    if (draftKey !== undefined) drafts.drop(draftKey)
    setIsRestored(false)
    command.reset()
  }
  return {
    form,
    submit,
    isPending: command.isPending,
    error: command.error,
    isRestored,
    startOver,
    reset: command.reset,
  }
}

interface OperationFieldsProps<P extends OperationPath, V extends Record<string, unknown>> {
  state: OperationForm<P, V>
  submitLabel: string
  children: ReactNode
  /** Shown in place of the node's refusal, where a form can offer a way out of it. Null leaves the usual. */
  refusal?: ReactNode
  onCancel?: () => void
  /** Stands beside the submit button. */
  extraActions?: ReactNode
  isSubmitDisabled?: boolean
  /** `default` where another button of the page is the next thing to do. */
  variant?: 'filled' | 'default'
}

/** The form itself: what is wrong said once at the top, the fields, and the buttons. Enter submits. */
export function OperationFields<P extends OperationPath, V extends Record<string, unknown>>({
  state,
  submitLabel,
  children,
  refusal,
  onCancel,
  extraActions,
  isSubmitDisabled = false,
  variant = 'filled',
}: OperationFieldsProps<P, V>) {
  const frame = useRef<HTMLFormElement>(null)
  const { errors } = state.form
  const faults = Object.values(errors).filter(Boolean)
  const faultCount = faults.length
  // A fault whose field is not on the form would otherwise never be seen.
  const [homeless, setHomeless] = useState<string[]>([])
  useEffect(() => {
    if (faultCount > 0) frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    const shown = [...(frame.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])].map(
      (field) => field.dataset.path,
    )
    setHomeless(Object.entries(errors).flatMap(([path, message]) => (shown.includes(path) ? [] : [String(message)])))
  }, [faultCount, errors])
  const isFieldProblem = fieldProblemsOf(state.error).length > 0
  return (
    <form ref={frame} onSubmit={state.submit} noValidate>
      <Stack gap="md">
        {state.isRestored ? (
          <Notice
            actions={
              <Button size="xs" variant="default" onClick={state.startOver}>
                Start over
              </Button>
            }
          >
            What you typed before is still here.
          </Notice>
        ) : null}
        {faultCount > 0 ? (
          <Notice
            tone="danger"
            title={faultCount === 1 ? 'One field needs attention.' : `${faultCount} fields need attention.`}
          >
            {homeless.map((message) => (
              <div key={message}>{message}</div>
            ))}
          </Notice>
        ) : null}
        {state.error === null || isFieldProblem ? null : (refusal ?? <ErrorState error={state.error} />)}
        {children}
        <Group gap="xs" justify="flex-start">
          <Button type="submit" variant={variant} loading={state.isPending} disabled={isSubmitDisabled}>
            {submitLabel}
          </Button>
          {extraActions}
          {onCancel === undefined ? null : (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
