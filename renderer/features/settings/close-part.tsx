import { Button, List, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Clinic } from '../../../core/tenancy/model.js'
import { useSessionState } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { Section } from '../../ui/page.js'
import classes from './tenant.module.css'

/** Ends the clinic on this computer: said clearly, after an export that was checked, by its name typed out. */
export function ClosePart({ clinic }: { clinic: Clinic }) {
  const { signOut } = useSessionState()
  const [isAsking, setIsAsking] = useState(false)
  const [name, setName] = useState('')
  const close = useOperationCommand('tenancy.closeClinic', {
    onDone: async () => {
      const other = (await window.medichain.listClinics()).find((one) => !one.isShown && one.name !== null)
      if (other === undefined) signOut()
      else await window.medichain.showClinic(other.id)
    },
  })
  return (
    <Section title="Close">
      <Text className={classes.words}>
        Closing destroys this clinic’s keys on this computer, then its files: no passphrase opens what is left here. An
        export that was checked has to hold everything first, and this has to be the clinic’s last workstation.
      </Text>
      <Button variant="default" onClick={() => setIsAsking(true)}>
        Close clinic
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => {
          setIsAsking(false)
          setName('')
          close.reset()
        }}
        title={`Close ${clinic.name} for good?`}
        confirmLabel="Close clinic for good"
        keepLabel="Keep clinic"
        isDanger
        isPending={close.isPending}
        error={close.error}
        onConfirm={() => close.mutate({ name: name.trim() })}
      >
        <List size="sm" mb="md" spacing={4}>
          <List.Item>Its keys are written over and removed; then its records, documents and chain.</List.Item>
          <List.Item>What is left of it is the export that you saved, and its passphrase.</List.Item>
          <List.Item>
            What a relay keeps stays there, encrypted. The printed recovery code opens it for as long as it is kept.
          </List.Item>
          <List.Item>Backups that you made of this computer still open with the passphrases of their time.</List.Item>
        </List>
        <TextInput
          label={`Type ${clinic.name}`}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Section>
  )
}
