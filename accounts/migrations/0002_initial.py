import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from 0001, because zones need Wagtail's tables, and those need the user (docs/adr/0014).
    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('sites', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('administrator', 'Beheerder'), ('central_editor', 'Centrale redactie'), ('zone_editor', 'Redactie van een wijk'), ('moderator', 'Moderator van een wijk'), ('partner', 'Partner'), ('professional', 'Professional')], max_length=20, verbose_name='rol')),
                ('zone_name', models.CharField(blank=True, max_length=60, verbose_name='naam van de wijk')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gegeven op')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='gestopt op')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gestopt door')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gegeven door')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='wie')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='grants', to='sites.zone', verbose_name='wijk')),
            ],
            options={
                'verbose_name': 'rol van iemand',
                'verbose_name_plural': 'rollen van mensen',
                'ordering': ['-granted_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['moderator', 'zone_editor']), models.Q(('zone__isnull', False), ('ended_at__isnull', False), _connector='OR')), models.Q(models.Q(('role__in', ['moderator', 'zone_editor']), _negated=True), ('zone__isnull', True)), _connector='OR'), name='accounts_grant_zone_fits_role', violation_error_message='Kies een wijk bij een rol van een wijk, en anders geen.'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('ended_by__isnull', True), _connector='OR'), name='accounts_grant_ended_by_with_moment'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('granted_at')), _connector='OR'), name='accounts_grant_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('zone__isnull', False)), fields=('user', 'role', 'zone'), name='accounts_grant_open_once_in_zone'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('zone__isnull', True)), fields=('user', 'role'), name='accounts_grant_open_once_in_city'),
        ),
    ]
