import '@mantine/notifications/styles.layer.css';
import { Notifications as Area } from '@mantine/notifications';

/** Where `notifications.show` shows; not needed for the first screen. */
export const Notifications = () => <Area position="bottom-right" limit={4} autoClose={6_000} />;
