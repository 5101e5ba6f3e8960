import {
  type Icon,
  IconAdjustments,
  IconAlertTriangle,
  IconBrain,
  IconCategory,
  IconCoins,
  IconDevices,
  IconHeartbeat,
  IconKey,
  IconListCheck,
  IconMail,
  IconTag,
  IconTools,
  IconUsers,
} from '@tabler/icons-react';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';

const { sections: texts, groups } = SETTINGS_TEXTS;

export type SectionName = keyof typeof texts;
export type Section = { name: SectionName; to: string; label: string; about: string; icon: Icon };

const section = (name: SectionName, icon: Icon): Section => ({ name, to: `/settings/${name}`, icon, ...texts[name] });

/** All that admins set and watch, as the navigation of the settings shows it. */
export const SECTION_GROUPS: readonly { label: string; sections: readonly Section[] }[] = [
  {
    label: groups.ai,
    sections: [
      section('ai', IconBrain),
      section('spending', IconCoins),
      section('triage', IconAdjustments),
      section('rules', IconListCheck),
    ],
  },
  {
    label: groups.desk,
    sections: [
      section('people', IconUsers),
      section('categories', IconCategory),
      section('skills', IconTools),
      section('tags', IconTag),
    ],
  },
  { label: groups.access, sections: [section('tokens', IconKey), section('sessions', IconDevices)] },
  {
    label: groups.running,
    sections: [section('mails', IconMail), section('jobs', IconAlertTriangle), section('health', IconHeartbeat)],
  },
];
