import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChartBar, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { TimeAgo } from '@/components/time-ago';
import { ModelServeDocument, ModelTrainDocument, SettingsModelsDocument, type SettingsModelsQuery } from '@/gql/settings-triage';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsTriage } from '@/lib/texts/settings-triage';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { DataTable } from '../shared/data-table';
import { Part } from '../shared/part';
import { RowMenu } from '../shared/row-menu';
import { Sign } from '../shared/sign';
import { useRows } from '../shared/use-rows';
import { tellOf, useSend } from '../shared/use-send';
import { percent } from '../shared/percent';
import { EmptyLine, RowsTable } from '../shared/rows-table';

const { models: texts, fields } = settingsTriage;

type Model = SettingsModelsQuery['triageModels']['nodes'][number];
type Open = { what: 'figures' | 'serve'; model: Model } | { what: 'none' } | null;
type ModelsProps = { newVersionsServe: boolean; onChanged: () => void };

/** The versions of the desk's own model: which serves, how good they were, and going back. */
export const Models = ({ newVersionsServe, onChanged }: ModelsProps) => {
  const models = useRows(SettingsModelsDocument, {}, (data) => data.triageModels);
  const [open, setOpen] = useState<Open>(null);
  const [isTraining, setIsTraining] = useState(false);
  const send = useSend();
  const close = () => { setOpen(null); };
  const readAgain = () => {
    models.readAgain();
    onChanged();
  };
  const train = async () => {
    setIsTraining(true);
    await tellOf(send(ModelTrainDocument, {}).then(({ triageModelTrain }) => triageModelTrain.errors), texts.trainQueued);
    setIsTraining(false);
  };
  const serve = async (version: number | null) => (await send(ModelServeDocument, { input: { version } })).triageModelServe.errors;
  const served = (message: string) => {
    notifications.show({ message });
    close();
    readAgain();
  };
  const isAnyServing = models.rows?.some(({ isServing }) => isServing) ?? false;
  return (
    <Part
      title={texts.title}
      text={texts.text}
      actions={
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={readAgain}>
            {SETTINGS_TEXTS.refresh}
          </Button>
          {isAnyServing && (
            <Button size="xs" variant="default" onClick={() => { setOpen({ what: 'none' }); }}>
              {texts.none}
            </Button>
          )}
          <Button size="xs" variant="default" loading={isTraining} onClick={() => void train()}>
            {texts.train}
          </Button>
        </Group>
      }
    >
      {!newVersionsServe && (
        <Alert color="yellow" variant="light" mb="sm">
          {texts.pinned}
        </Alert>
      )}
      <RowsTable
        label={texts.title}
        list={models}
        rows={2}
        empty={<EmptyLine title={texts.empty} advice={texts.emptyAdvice} />}
        columns={[
          { label: texts.version, cell: (model) => <VersionSign model={model} /> },
          { label: texts.made, rank: 'aside', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
          { label: texts.labels, rank: 'far', isNumber: true, cell: ({ labels }) => labels.toLocaleString('en') },
          { label: texts.score, isNumber: true, cell: ({ macroF1 }) => (macroF1 === null ? texts.unjudged : percent(macroF1)) },
          { label: texts.reason, rank: 'aside', cell: ({ reason }) => reason },
          {
            label: SETTINGS_TEXTS.actions,
            isActions: true,
            cell: (model) => (
              <RowMenu
                label={SETTINGS_TEXTS.more(`${texts.version} ${model.version}`)}
                actions={[
                  { label: texts.show, icon: IconChartBar, onSelect: () => { setOpen({ what: 'figures', model }); } },
                  {
                    label: texts.serve,
                    icon: IconPlayerPlay,
                    isDisabled: model.isServing,
                    onSelect: () => { setOpen({ what: 'serve', model }); },
                  },
                ]}
              />
            ),
          },
        ]}
      />
      {open?.what === 'figures' && <Figures model={open.model} onClose={close} />}
      {open?.what === 'serve' && (
        <ConfirmDialog
          title={texts.serveTitle(open.model.version)}
          text={texts.serveText}
          confirmLabel={texts.serve}
          isDanger={false}
          onConfirm={() => serve(open.model.version)}
          onDone={() => { served(texts.served(open.model.version)); }}
          onClose={close}
        />
      )}
      {open?.what === 'none' && (
        <ConfirmDialog
          title={texts.noneTitle}
          text={texts.noneText}
          confirmLabel={texts.none}
          isDanger={false}
          onConfirm={() => serve(null)}
          onDone={() => { served(texts.noneDone); }}
          onClose={close}
        />
      )}
    </Part>
  );
};

const VersionSign = ({ model: { version, isServing } }: { model: Model }) =>
  isServing ? <Sign tone="done">{`${version} · ${texts.serving}`}</Sign> : <Sign tone="idle">{version}</Sign>;

const Figures = ({ model, onClose }: { model: Model; onClose: () => void }) => (
  <Modal opened onClose={onClose} title={texts.figuresTitle(model.version, model.heldOut)} size="lg">
    {model.fields.length === 0 ? (
      <Text size="sm">{texts.unjudged}</Text>
    ) : (
      <DataTable
        label={texts.figures(model.version)}
        rows={model.fields}
        keyOf={({ field }) => field}
        columns={[
          { label: texts.field, cell: ({ field }) => fields.names[field] },
          { label: texts.fieldLabels, isNumber: true, cell: ({ labels }) => labels },
          { label: texts.accuracy, isNumber: true, cell: ({ accuracy }) => percent(accuracy) },
          { label: texts.macroF1, isNumber: true, cell: ({ macroF1 }) => percent(macroF1) },
          { label: texts.calibration, rank: 'aside', isNumber: true, cell: ({ calibrationError }) => calibrationError.toFixed(3) },
        ]}
      />
    )}
  </Modal>
);
